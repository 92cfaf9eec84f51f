"""What happened: the ledger of facts, the machinery of its projections, and the outbox with its relay."""
