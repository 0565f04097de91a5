"""The pack of a GLM: one act freezes figures and texts, four writers print them, in each language.

`freezing` reads everything once into plain data; `models.Pack` keeps it for ever, with its hash;
`content` words it in one language, as a tree; `as_pdf`, `as_docx`, `as_pptx` and `as_xlsx` only
place what the tree says, so that the four files hold the same figures.
"""
