"""The keeper's desk: the record store and its relay for whoever looks after them."""
