"""Partner organisations, and the dated table that says which kind of partner a violation is forwarded to."""
