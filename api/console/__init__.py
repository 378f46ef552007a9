"""HTML for managers: server-rendered pages in two languages, without scripts or a build step."""
