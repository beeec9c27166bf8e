/* letter_gaps.h - what a reader of an answer needs beside it: which lists and tables were not there, and what a pointer is called. */
#ifndef REPORT_LETTER_GAPS_H
#define REPORT_LETTER_GAPS_H

#include "read/json_tree.h"
#include "report/letter_doc.h"

/* A note for the lists and one for the tables of goods that a provision of the decision lacked, each with the command that loads them; nothing without. */
void letter_gaps(letter_doc *p, const json_node *decision);
/* The name of the party, or the words of the item, that "parties/1" or "/items/0/code" points at in the case of the decision; "" = none. */
const char *letter_called(const json_node *decision, const char *pointer);

#endif
