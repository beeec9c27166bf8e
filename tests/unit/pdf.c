/* What PDFs say of themselves: information dictionaries in every place and spelling, XMP, signatures, damage. */
#include "read/pdf.h"

#include <stdlib.h>
#include <zlib.h>

#include "base/random.h"
#include "test.h"

static cordon_status ask(pdf_info *p, arena *mem, const char *text) {
    cordon_error err = {0};
    return pdf_info_read(p, mem, "t.pdf", text, strlen(text), &err);
}

TEST(information_dictionary) {
    arena mem;
    pdf_info p;
    arena_init(&mem, 0);
    CHECK_INT(ask(&p, &mem,
                  "%PDF-1.4\n1 0 obj\n<< /Title (Old) >>\nendobj\n1 0 obj\n<< /Title (A \\(b\\) \\101\\\nc) /Author <FEFF041E041E041E> /Producer(x)/CreationDate (D:20240131120000+05'00')\n"
                  "/ModDate (D:20240202) >>\nendobj\ntrailer << /Info 1 0 R /Root 2 0 R >>\n%%EOF\n%%EOF\n"),
              0);
    CHECK(strcmp(p.title, "A (b) Ac") == 0);
    CHECK(strcmp(p.author, "ООО") == 0);
    CHECK(strcmp(p.producer, "x") == 0 && !*p.creator);
    CHECK_INT(p.created, 20240131);
    CHECK_INT(p.changed, 20240202);
    CHECK_INT((int)p.updates, 1);
    CHECK(p.any && !p.signature && !p.encrypted && !p.xmp_differs);
    arena_destroy(&mem);
}

TEST(xmp_alone_and_against_the_dictionary) {
    arena mem;
    pdf_info p;
    arena_init(&mem, 0);
    static const char *const xmp = "<x:xmpmeta><rdf:Description xmp:CreatorTool=\"Word\" xmp:CreateDate='2024-03-01T10:00:00Z'><dc:creator><rdf:Seq><rdf:li>Ann &amp; Co</rdf:li></rdf:Seq></dc:creator>"
                                   "<xmp:ModifyDate>2024-03-05T00:00:00</xmp:ModifyDate></rdf:Description></x:xmpmeta>";
    char text[2000];
    snprintf(text, sizeof text, "%%PDF-1.7\n3 0 obj << /Type /Metadata /Length 9 >>\nstream\n%s\nendstream\nendobj\n/ByteRange [0 1 2 3]", xmp);
    CHECK_INT(ask(&p, &mem, text), 0);
    CHECK(strcmp(p.creator, "Word") == 0);
    CHECK(strcmp(p.author, "Ann & Co") == 0);
    CHECK_INT(p.created, 20240301);
    CHECK_INT(p.changed, 20240305);
    CHECK(p.signature && !p.xmp_differs);
    snprintf(text, sizeof text, "%%PDF-1.7\n%s\n1 0 obj <</CreationDate(D:20240302)>> endobj trailer <</Info 1 0 R>>", xmp);
    CHECK_INT(ask(&p, &mem, text), 0);
    CHECK_INT(p.created, 20240302);
    CHECK(p.xmp_differs);
    arena_destroy(&mem);
}

TEST(object_stream) {
    static const char plain[] = "5 0 <</Producer(packed)/CreationDate(D:20231224)>>";
    unsigned char packed[200], file[600];
    uLongf n = sizeof packed;
    arena mem;
    pdf_info p;
    cordon_error err = {0};
    arena_init(&mem, 0);
    CHECK_INT(compress(packed, &n, (const unsigned char *)plain, sizeof plain - 1), Z_OK);
    int head = snprintf((char *)file, sizeof file, "%%PDF-1.5\n7 0 obj <</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %lu>>\nstream\r\n", n);
    memcpy(file + head, packed, n);
    size_t len = (size_t)head + n;
    len += (size_t)snprintf((char *)file + len, sizeof file - len, "\nendstream endobj\n8 0 obj <</Type/XRef/Info 5 0 R>> stream\n...\nendstream\n%%%%EOF");
    CHECK_INT(pdf_info_read(&p, &mem, "t.pdf", file, len, &err), 0);
    CHECK(strcmp(p.producer, "packed") == 0);
    CHECK_INT(p.created, 20231224);
    arena_destroy(&mem);
}

TEST(what_is_not_read) {
    arena mem;
    pdf_info p;
    arena_init(&mem, 0);
    CHECK_INT(ask(&p, &mem, "no file"), CORDON_EFORMAT);
    CHECK_INT(ask(&p, &mem, ""), CORDON_EFORMAT);
    CHECK_INT(ask(&p, &mem, "%PDF-1.4\n1 0 obj <</Title(secret)>> endobj trailer <</Info 1 0 R/Encrypt 2 0 R>>"), 0);
    CHECK(p.encrypted && !p.any && !*p.title);
    CHECK_INT(ask(&p, &mem, "%PDF-1.4\n"), 0);
    CHECK(!p.any);
    CHECK_INT(ask(&p, &mem, "%PDF-1.4\n1 0 obj <</CreationDate(D:20241399)/Title(open"), 0);
    arena_destroy(&mem);
}

/* Cut anywhere and with any byte changed it reads or refuses, within its bounds. */
TEST(damage) {
    static const char whole[] = "%PDF-1.4\n1 0 obj\n<< /Title (A \\(b\\) \\101) /Author <FEFF041E> >>\nendobj\n<x:xmpmeta><dc:title>t</dc:title></x:xmpmeta>trailer << /Info 1 0 R >>\n%%EOF";
    random_state r;
    uint64_t seed = test_random();
    printf("# seed %llu\n", (unsigned long long)seed);
    random_seed(&r, seed);
    for (int k = 0; k < 2000; k++) {
        size_t len = random_below(&r, sizeof whole);
        char *copy = malloc(len + 1);
        arena mem;
        pdf_info p;
        arena_init(&mem, 0);
        memcpy(copy, whole, len);
        if (len) copy[random_below(&r, len)] = (char)random_below(&r, 256);
        cordon_status s = pdf_info_read(&p, &mem, "t.pdf", copy, len, NULL);
        CHECK(s == CORDON_OK || s == CORDON_EFORMAT);
        free(copy);
        arena_destroy(&mem);
    }
}
