"""What the intranet and its kiosks must agree on; each line here is a promise between versions. A leaf: imports neither half."""
