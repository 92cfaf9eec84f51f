"""Charts as SVG, drawn from numbers and words: pure, for pages and for paper."""
