"""The desk: what waits for somebody, whatever it is about, chosen and ordered by its reader."""
