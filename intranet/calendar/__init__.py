"""The office's calendar: holidays and elections as editable data, and deadlines that explain themselves."""
