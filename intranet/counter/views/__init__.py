"""The counter's edges: the kiosks' interface, the queue and visits, the desk's form, receipts."""
