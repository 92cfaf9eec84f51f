"""The kinds of items: one file each, all behind the same contract."""
