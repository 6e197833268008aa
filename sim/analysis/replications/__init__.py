"""Published and closed-form numbers that this program must reproduce, beside those it obtains: one file a subject, each yielding rows."""
