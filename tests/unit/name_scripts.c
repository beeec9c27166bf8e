/* Names of many languages: among the readings of each word stands the one that lists write. */
#include "base/arena.h"
#include "base/buf.h"
#include "name/form.h"
#include "test.h"

static name_form form;
static arena mem;

static int read(name_kind kind, const char *text) {
    const name_tables *t;
    cordon_error err = {0};
    arena_destroy(&mem);
    arena_init(&mem, 0);
    form = (name_form){0};
    if (name_tables_open(&t, &err)) return 0;
    return !name_form_read(&form, &mem, t, kind, text, strlen(text), &err);
}

/* Whether token i has the reading, of the class "" (word), "L", ... */
static int has(unsigned i, const char *latin, size_t len) {
    for (unsigned j = 0; i < form.n && j < form.token[i].n; j++)
        if (form.token[i].reading[j].len == len && !memcmp(form.token[i].reading[j].latin, latin, len)) return 1;
    return 0;
}

/* want: words parted by blanks, one per token. */
static int is(name_kind kind, const char *text, const char *want) {
    int ok = read(kind, text);
    unsigned i = 0;
    for (const char *p = want; ok && *p; i++) {
        size_t n = strcspn(p, " ");
        ok = has(i, p, n);
        p += n + (p[n] == ' ');
    }
    ok = ok && i == form.n;
    if (ok) return 1;
    printf("# \"%s\" has no reading \"%s\" (%u words, at %u):", text, want, form.n, i);
    for (unsigned k = 0; k < form.n; k++)
        for (unsigned j = 0; j < form.token[k].n; j++) printf("%s%s", j ? "|" : " ", form.token[k].reading[j].latin);
    printf("\n");
    return 0;
}

static int row(name_kind kind, const char *const (*rows)[2], unsigned n) {
    int ok = 1;
    for (unsigned i = 0; i < n; i++) ok &= is(kind, rows[i][0], rows[i][1]);
    return ok;
}
#define ROWS(r) r, sizeof r / sizeof *r

TEST(cyrillic_of_several_languages) {
    static const char *const persons[][2] = {
        {"Ельцин Борис", "yeltsin boris"},
        {"Ельцин Борис", "eltsin boris"},
        {"Щербаков Юрий", "shcherbakov yuriy"},
        {"Щербаков Юрий", "shcherbakov iurii"},
        {"Гончаренко", "goncharenko"},
        {"Гончаренко", "honcharenko"},
        {"Зеленський Володимир", "zelenskyi volodymyr"}, /* resolution 55 */
        {"Їжакевич", "yizhakevych"},
        {"Лукашэнка Аляксандр", "lukashenka alyaksandr"},
        {"Ўладзімір", "uladzimir"},
        {"Тоқаев Қасым-Жомарт", "toqaev qasym zhomart"},
        {"Жээнбеков Сооронбай Өмүр", "zheenbekov sooronbay omur"},
        {"Каримов Ўлуғбек", "karimov olugbek"},
        {"Вучић Ђорђе", "vuchic djordje"},
        {"Вучић Ђорђе", "vucic dorde"},
        {"Щерев", "shterev"}, /* Bulgarian */
    };
    CHECK(row(NAME_PERSON, ROWS(persons)));
}

TEST(armenian_georgian_greek) {
    static const char *const rows[][2] = {
        {"\u054d\u0561\u0580\u0563\u057d\u0575\u0561\u0576", "sargsyan"},
        {"\u10e1\u10d0\u10d0\u10d9\u10d0\u10e8\u10d5\u10d8\u10da\u10d8", "saakashvili"},
        {"\u039c\u03c0\u03b1\u03bc\u03c0\u03b7\u03c2", "babis"},
        {"\u039d\u03c4\u03af\u03bc\u03b9\u03c4\u03c1\u03b9", "dimitri"},
        {"\u0393\u03ba\u03bf\u03c1\u03bc\u03c0\u03b1\u03c4\u03c3\u03cc\u03c6", "gorbatsof"},
        {"\u0395\u03c5\u03ac\u03b3\u03b3\u03b5\u03bb\u03bf\u03c2", "evangelos"},
        {"\u03a3\u03b1\u03bd\u03c4\u03b5\u03c1\u03ac\u03c4", "saderat"},
    };
    CHECK(row(NAME_PERSON, ROWS(rows)));
}

TEST(arabic_persian_hebrew_as_consonants) {
    static const char *const rows[][2] = {
        {"محمد", "mhmd"},
        {"محمد", "muhammad"}, /* of the table of given names */
        {"الشباب", "al shbab"},
        {"پوتین", "pwtyn"},
        {"پوتین", "pvtyn"},
        {"\u05db\u05d4\u05df", "khn"}, /* final nun */
        {"کریم", "karim"},              /* Persian letters find the Arabic word */
    };
    CHECK(is(NAME_PERSON, rows[0][0], rows[0][1]));
    CHECK(is(NAME_PERSON, rows[1][0], rows[1][1]));
    CHECK(is(NAME_PERSON, "الشباب", "al shbb"));
    CHECK_INT(form.token[0].cls, NAME_PARTICLE);
    CHECK_INT(form.token[1].reading[0].origin, READ_SKELETON);
    CHECK(row(NAME_PERSON, rows + 3, 4));
}

TEST(han_in_every_romanisation) {
    static const char *const persons[][2] = {
        {"毛泽东", "mao ze dong"},
        {"毛澤東", "mao tse tung"}, /* traditional characters, Wade-Giles */
        {"陳方安生", "chan fong on sang"},
        {"李嘉誠", "lee ka shing"},
        {"曾庆红", "zeng qing hong"},
        {"单雄信", "shan xiong xin"}, /* a surname read otherwise */
    };
    CHECK(row(NAME_PERSON, ROWS(persons)));
    static const char *const firms[][2] = {
        {"深圳市华为科技有限公司", "shenzhen shi hua wei technology llc"},
        {"深圳市華為科技有限公司", "shenzhen shi hua wei technology llc"},
        {"香港電子國際貿易集團", "hongkong electronics international trading group"},
        {"重庆重工", "chongqing heavyindustry"},
        {"中科技术", "zhong ke technology"}, /* not zhong keji shu */
    };
    CHECK(row(NAME_ORGANISATION, ROWS(firms)));
    CHECK(read(NAME_ORGANISATION, "香港電子"));
    CHECK(form.token[0].joined && !form.token[1].joined);
}

TEST(hangul_and_kana) {
    static const char *const persons[][2] = {
        {"김정은", "kim jong un"}, {"김정은", "gim jeong eun"}, {"박근혜", "pak kun hye"}, {"최룡해", "choe ryong hae"},
        {"이명박", "i myeong bak"}, {"リー", "ri"}, {"ロスネフチ", "rosunefuchi"},
    };
    CHECK(row(NAME_PERSON, ROWS(persons)));
    CHECK(is(NAME_ORGANISATION, "조선광업개발무역회사", "korea mining development tradingcompany"));
}

TEST(legal_forms_are_one_token_in_every_script) {
    static const char *const rows[][2] = {
        {"Общество с ограниченной ответственностью «Ромашка»", "llc romashka"},
        {"ООО Ромашка", "llc romashka"},
        {"О.О.О. Ромашка", "llc romashka"},
        {"Romashka LLC", "romashka llc"},
        {"Obshchestvo s ogranichennoy otvetstvennost'yu Romashka", "llc romashka"},
        {"OBSCHESTVO S OGRANICHENNOI OTVETSTVENNOSTIU ROMASHKA", "llc romashka"},
        {"Romashka Limited Liability Company", "romashka llc"},
        {"ТОО Ромашка", "llc romashka"},
        {"Romashka Co., Ltd.", "romashka llc"},
        {"Romashka A.Ş.", "romashka jsc"},
        {"Romashka Sp. z o.o.", "romashka llc"},
        {"RomashkaAG", "romashka jsc"},
        {"有限责任公司", "llc"},
    };
    CHECK(row(NAME_ORGANISATION, ROWS(rows)));
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        CHECK(read(NAME_ORGANISATION, rows[i][0]));
        unsigned legal = 0;
        for (unsigned k = 0; k < form.n; k++) legal += form.token[k].cls == NAME_LEGAL;
        CHECK_INT(legal, 1);
    }
    CHECK(read(NAME_ORGANISATION, "Romashka International")); /* a word of trade, no legal form */
    CHECK_INT(form.token[1].cls, NAME_WORD);
    CHECK(read(NAME_PERSON, "Ao Mayumi")); /* no person has a legal form */
    CHECK_INT(form.token[0].cls, NAME_WORD);
}

TEST(foreign_names_in_greek_letters) {
    static const char *const rows[][2] = {
        {"Γιεβγκένι", "yevgeni"}, {"Γιούρι", "yuri"}, {"Πριγκόζιν", "prigozin"}, {"Χουσεΐν", "husein"}, {"Τσεμέζοφ", "chemezof"},
        {"Ντούγκιν", "dugin"}, {"Μπασάρ", "basar"},
    };
    CHECK(row(NAME_PERSON, ROWS(rows)));
}

TEST(words_are_translated_in_every_case) {
    static const char *const rows[][2] = {
        {"Τράπεζα της Ελλάδας", "bank tis greece"},
        {"Τραπεζών", "bank"},
        {"Εφοπλιστικής Εταιρείας", "shipping company"},
        {"Σωφρονιστική Αποικία", "correctional colony"},
        {"Υπουργείου Εσωτερικών της Συρίας", "ministry interior tis syria"},
        {"ραδιοτηλεοπτικού οργανισμού", "broadcasting organization"},
        {"πυρομαχικών", "ammunition"},
        {"Λαϊκό Ευρωπαϊκό", "people european"},
        {"Ανοικτή Μετοχική Εταιρεία Τράπεζα", "jsc bank"},
        {"Όριεντ Τρέιντινγκ Λίμιτεντ", "orient trading limited"},
        {"Εργοστάσιο αριθ. 7", "factory number 7"},
        {"завода", "plant"},
        {"научно-исследовательскому институту", "scientific research institute"},
        {"شركة النفط", "company al oil"},
        {"بانک ملی ایران", "bank national iran"},
        {"Россия", "russia"},
        {"sanayi dis ticaret", "industry dis trade"},
    };
    CHECK(row(NAME_ORGANISATION, ROWS(rows)));
}

TEST(titles_particles_numbers_nicknames) {
    CHECK(read(NAME_PERSON, "Dr. Abu Ahmad bin as-Salam"));
    CHECK_INT(form.token[0].cls, NAME_TITLE);
    CHECK_INT(form.token[1].cls, NAME_PARTICLE);
    CHECK_INT(form.token[3].cls, NAME_PARTICLE);
    CHECK_INT(form.token[4].cls, NAME_PARTICLE); /* the article before s */
    CHECK(has(4, "al", 2));
    CHECK(is(NAME_PERSON, "Mykola", "nikolai"));
    CHECK(is(NAME_PERSON, "Bob", "robert"));
    CHECK(is(NAME_ORGANISATION, "Plant No. ٥", "plant no 5"));
    CHECK(is(NAME_ORGANISATION, "Severnaya Verf II", "severnaya verf 2"));
    CHECK(is(NAME_ORGANISATION, "Первый завод", "first plant"));
}
