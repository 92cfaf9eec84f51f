"""One program per figure; each prints its figure and a ratio to its own reference, taken in the same run."""
