"""The page people read: sentences by fixed wording rules, figures, and how far to trust them. Nothing is imported here."""
