"""Pages of the learning room: home, catalogue, the course player, quizzes."""
