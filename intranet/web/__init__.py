"""What every page stands on and that knows no domain: the gate, the request's session, headers, htmx, languages, layout."""
