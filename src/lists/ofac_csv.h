/* ofac_csv.h - the 12 fields of a row of SDN.CSV, wherever it stands. */
#ifndef LISTS_OFAC_CSV_H
#define LISTS_OFAC_CSV_H

#include "lists/entity.h"

/* Of the field "type"; NULL = none that is known. */
const char *ofac_csv_schema(const char *type);
/* Number, name, type, programme, title, call sign, vessel type, tonnage, gross tonnage, flag,
 * owner, remarks: all but the first and the third go into e, which is begun; "" = nothing. cut: the
 * remarks are cut off. */
void ofac_csv_entity(entity *e, const char *const cell[12], bool cut);

#endif
