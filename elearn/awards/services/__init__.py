"""What other rooms and the edges may ask of the award room."""
