"""What is published? One object, and what is made of it. Way in: `dataset` and `builder.build_site`."""
