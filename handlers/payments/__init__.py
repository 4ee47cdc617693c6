"""What payment providers post: kept, judged, and taken for what it says once."""
