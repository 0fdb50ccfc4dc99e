"""
Which of the papers about a client (facts, sentences of notes, promises, receipts...) answer a question, whatever the words.

A question and a paper are read apart, by the packaged encoder with its upper half trained anew, and compared word by word
(late interaction, Khattab and Zaharia 2020, https://arxiv.org/abs/2004.12832) and as wholes. So what was read of a paper
serves every question, and a question costs a few milliseconds. `tests/reading/papers` holds what it was trained on, by hand,
and the training command.
"""
