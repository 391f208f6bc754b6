"""Policy: judges the scored records by the rules of policies, and says what would change the verdict."""
