"""What was decided and what was learnt, and what became of it: acts and pages of two registers."""
