"""What the people room concludes: pure functions only."""
