"""Digital literacy: programmes, sessions held in pairs, and the planning of them."""
