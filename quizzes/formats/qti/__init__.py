"""QTI: items and packages of the 1EdTech question and test interoperability standard, versions 3.0, 2.2 and 2.1."""
