/* sealed.h - decisions in the log of a store: put there, found again by a short name, read, decided otherwise by a person.
 *
 * Kinds of entries: "decision" (decide.h) and "override": {"format":"cordon.override-1","decision":HASH,"was":V,"verdict":V,"reason":TEXT}, whose
 * `about` is the hash of the entry it changes. The last override of a decision counts; the decision stays as it is.
 *
 * What a decision rests on is the same for many, and longer than they are: it is an entry of kind "versions", named by the decisions behind it
 * ("versions" of their JSON is its `about`, BLAKE2b-256 of its bytes). Decisions that are not sealed, and those sealed before there
 * were such entries, hold it themselves. */
#ifndef ASSESS_SEALED_H
#define ASSESS_SEALED_H

#include "assess/decide.h"
#include "read/json_tree.h"
#include "store/log.h"

enum { SEALED_REASON_MAX = 4000 };

/* Queues that entry, unless *known (which it sets; "" at first) or the log says it is there. */
cordon_status sealed_versions_append(char known[LOG_HEX], decision_log *l, const fact_world *w, const char *who, cordon_error *err);
/* What a decision rests on: out is read where it stands in an entry of its own (free with json_tree_free), else empty. ENOTFOUND: the decision (of) names an
 * entry that the log has not. */
cordon_status sealed_versions(json_tree *out, decision_log *l, const json_node *of, cordon_error *err);
/* Queues; it counts once log_commit returned. */
cordon_status sealed_append(log_entry *out, decision_log *l, const decision *d, const char *who, cordon_error *err);
/* By number ("12") or by the first digits of its hash (10 or more, or any with a letter). ENOTFOUND; EINVAL: it is no decision. */
cordon_status sealed_find(log_entry *out, decision_log *l, arena *mem, const char *name, cordon_error *err);
/* The JSON of an entry. Free with json_tree_free. */
cordon_status sealed_json(json_tree *out, const log_entry *e, cordon_error *err);
/* The case inside a decision, byte for byte as it was sealed; NULL: none. */
const char *sealed_case(size_t *len, const log_entry *e);
/* What a decision or an override says; false: it says nothing that can be read. */
bool sealed_verdict(verdict *out, const log_entry *e);
/* The object or list that begins at s, before end; NULL: it does not end. */
const char *sealed_value(size_t *len, const char *s, const char *end);
/* EINVAL: no reason, no name of who decides. */
cordon_status sealed_override(log_entry *out, decision_log *l, const log_entry *of, verdict v, const char *reason, const char *who, cordon_error *err);

typedef struct sealed_change { int64_t n, at_us; const char *who, *reason; verdict verdict; } sealed_change;
/* The overrides of a decision, in order; in mem. */
cordon_status sealed_changes(const sealed_change **out, size_t *n, decision_log *l, arena *mem, const char *hash, cordon_error *err);

#endif
