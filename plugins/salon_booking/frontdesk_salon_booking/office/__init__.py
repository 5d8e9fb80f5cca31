"""What the owner looks at: lists, days and weeks, customers; and what comes in from another calendar."""
