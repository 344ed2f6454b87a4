"""Forms for what YAML files hold, made from the models that read them: a new kind of question or block has one at once.

`shapes` names what fields may be, `fields` finds those of a model, `filling` says what a form shows of a file,
`reading` what a posted form means, and `blanks` what a new part begins with. All of it is plain data; drawing it is
the web's business.
"""
