"""Who may do what on which course: roles, the doors that ask for them, and how people get one."""
