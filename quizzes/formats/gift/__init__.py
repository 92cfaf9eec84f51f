"""GIFT: items as short texts with the answers in braces."""
