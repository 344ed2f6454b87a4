"""What a course says: schema, reader, archive, Markdown, question kinds. No Django in here."""
