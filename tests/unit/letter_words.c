/* Letters of decisions that say what no table has words for: it stands there as it is. */
#include <string.h>

#include "report/letters.h"
#include "test.h"

TEST(a_word_that_no_table_has_stands_as_it_is) {
    static const char sealed[] = "{\"format\":\"cordon.decision-1\",\"verdict\":\"review\",\"as_at\":\"2025-03-01\",\"provisions\":[{\"rule\":\"L1\",\"says\":\"This.\",\"applies\":\"yes\","
                                   "\"leads_to\":\"review\",\"kind\":\"of <another> time\"}]}";
    json_tree t;
    cordon_error err = {0};
    CHECK_INT(json_tree_read_memory(&t, "sealed", sealed, sizeof sealed - 1, &err), 0);
    for (int kind = LETTER_ANSWER; kind <= LETTER_MEMO; kind++)
        for (int form = LETTER_TEXT; form <= LETTER_HTML; form++) {
            buf b = {0};
            CHECK_INT(letter_write(&b, t.root, &(letter_terms){.kind = (letter_kind)kind, .form = (letter_form)form}, &err), 0);
            CHECK(strstr(buf_text(&b), form == LETTER_HTML ? "of &lt;another&gt; time" : "of <another> time"));
            CHECK(form == LETTER_TEXT || !strstr(buf_text(&b), "<another>"));
            buf_free(&b);
        }
    json_tree_free(&t);
}
