"""The office's calendar: holidays as editable data, and counting working days. Deadlines and regimes join here."""
