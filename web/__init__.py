"""The web page: what it shows of a store, and how."""
