"""Two people's changes of one draft made one form: values, questions and sections, both edits."""
