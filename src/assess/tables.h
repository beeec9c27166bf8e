/* tables.h - the tables of data/assess, each read once and kept to the end of the program. */
#ifndef ASSESS_TABLES_H
#define ASSESS_TABLES_H

#include "read/table.h"

typedef enum assess_file { ASSESS_EUC_FIELDS, ASSESS_EUC_PARAMETERS, ASSESS_CLAUSE_ELEMENTS, ASSESS_CLAUSE_TEXTS, ASSESS_FLAGS, ASSESS_FILES } assess_file;

/* Thread-safe. Errors are those of table_read, and CORDON_EFORMAT for a column that is missing. */
cordon_status assess_table(const table **out, assess_file which, cordon_error *err);
/* A number of a table with the columns parameter and value. CORDON_EFORMAT: no such row, or no number. */
cordon_status assess_parameter(double *out, assess_file which, const char *name, cordon_error *err);
/* Whole of a small text file ("-" is standard input; unpacked), with a NUL behind it, in mem. CORDON_ELIMIT past max bytes. */
cordon_status assess_file_read(const char **out, size_t *len, arena *mem, const char *path, size_t max, cordon_error *err);
/* The same of plain text. CORDON_EFORMAT with line and byte column where it is none (a NUL byte, no UTF-8), and for a PDF or a file without a word. */
cordon_status assess_text_read(const char **out, size_t *len, arena *mem, const char *path, size_t max, cordon_error *err);

#endif
