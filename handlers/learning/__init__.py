"""What past orders teach: labels joined to them, and how they would have been judged."""
