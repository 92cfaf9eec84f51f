"""The HR desk: who completed what, on the screen and as files. It reads other rooms through their services."""
