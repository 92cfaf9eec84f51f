"""What other rooms may ask of the people room."""
