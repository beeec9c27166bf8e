/* readers.h - the rows of the table in reader.c, one line each. */
#ifndef LISTS_READERS_H
#define LISTS_READERS_H

#include "lists/reader.h"

extern const list_reader list_reader_entities, list_reader_ofac_csv, list_reader_ofac_history;
/* tables and text */
extern const list_reader list_reader_eu_acts;
extern const list_reader list_reader_eu_fsf;
extern const list_reader list_reader_uk;
extern const list_reader list_reader_opensanctions;
extern const list_reader list_reader_meti;
extern const list_reader list_reader_dfat;
extern const list_reader list_reader_conlist;
extern const list_reader list_reader_uksl;
extern const list_reader list_reader_ftm;
extern const list_reader list_reader_senzing;
extern const list_reader list_reader_mapping;
/* XML and JSON */
extern const list_reader list_reader_un, list_reader_csl, list_reader_us_json;
extern const list_reader list_reader_canada, list_reader_ofac_xml;

#endif
