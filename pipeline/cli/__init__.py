"""What does a person type and read? The verbs, found by file name. Way in: `application.run`."""
