"""Dumps of databases as SQL: rows of stories are records, whoever wrote the dump; nothing else is one."""

import gzip

import pytest

from copydesk.records import RawRecord, Rejection

from .reading import Folder

BODY = 'It rained on the quay, and O\'Neill said: "we (all) wait"; nobody left.\n\nThe rest came on Monday.'

SQL = r"""-- MySQL dump 10.13  Distrib 8.0.22, for Linux (x86_64)
-- Host: localhost    Database: wp
/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS `wp_posts`;
CREATE TABLE `wp_posts` (
  `ID` bigint unsigned NOT NULL AUTO_INCREMENT,
  `post_date` datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  `post_content` longtext NOT NULL,
  `post_title` text NOT NULL,
  PRIMARY KEY (`ID`),
  KEY `by_date` (`post_date`,`ID`)
) ENGINE=InnoDB;
LOCK TABLES `wp_posts` WRITE;
INSERT INTO `wp_posts` VALUES (1,'2021-05-03 10:05:00','It rained on the quay, and O\'Neill said: \"we (all) wait\"; nobody left.\n\nThe rest came on Monday.','Ferry aground'),
(2,'2021-05-04 10:05:00','Second, (text); it''s short.','Second'),(3,NULL,_binary 'Third','Third');
UNLOCK TABLES;
"""

POSTGRES = (
    "--\n-- PostgreSQL database dump\n--\n\nSET client_encoding = 'UTF8';\nCREATE TABLE public.articles (\n    id integer NOT NULL,\n    title text,\n"
    "    body text,\n    published_at timestamp with time zone\n);\n\nCOPY public.articles (id, title, body, published_at) FROM stdin;\n"
    "1\tFerry aground\t" + BODY.replace("\n", r"\n") + "\t2021-05-03 10:05:00+00\n2\tC:\\\\news\ta\\tb\t\\N\n\\.\n"
)  # fmt: skip
SQLITE = (
    "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE news(id INTEGER PRIMARY KEY, title TEXT, body TEXT, price DECIMAL(10,2));\n"
    f"INSERT INTO news VALUES(1,'Ferry aground','{BODY.replace(chr(39), chr(39) * 2)}',2.50);\nINSERT INTO news VALUES(2,'Ends in \\','b',NULL);\nCOMMIT;\n"
)
SERVER = (
    "INSERT [dbo].[Articles] ([Id], [Title], [Body], [Published]) VALUES (1, N'Ferry aground', "
    f"N'{BODY.replace(chr(39), chr(39) * 2)}', CAST(N'2021-05-03T10:05:00.000' AS DateTime))\nGO\n"
)


def fields_of(items):
    assert all(isinstance(item, RawRecord) for item in items), items
    return [dict(item.fields) for item in items]


def test_rows_of_mysql_are_records_under_the_names_of_their_table(folder: Folder):
    items = folder.read("dump.sql", SQL.encode())
    first, second, third = fields_of(items)
    assert first == {
        "ID": "1",
        "post_date": "2021-05-03 10:05:00",
        "post_content": BODY,
        "post_title": "Ferry aground",
    }
    assert second["post_content"] == "Second, (text); it's short."
    assert (third["post_date"], third["post_content"]) == (None, "Third")
    assert [item.raw_position for item in items] == [f"table wp_posts;row {n}" for n in (1, 2, 3)]
    assert [item.source_record_id for item in items] == ["1", "2", "3"]


def test_rows_that_postgres_copies_are_records(folder: Folder):
    first, second = fields_of(folder.read("dump.sql", POSTGRES.encode()))
    assert (first["title"], first["body"]) == ("Ferry aground", BODY)
    assert second == {"id": "2", "title": "C:\\news", "body": "a\tb", "published_at": None}


@pytest.mark.parametrize("name", ["dump.sql", "dump.txt", "dump"])
def test_sqlite_has_no_backslashes_and_its_dump_is_known_by_its_start(folder: Folder, name):
    first, second = fields_of(folder.read(name, SQLITE.encode()))
    assert (first["body"], first["price"]) == (BODY, "2.50")
    assert second["title"] == "Ends in \\"


def test_scripts_of_sql_server_are_read_in_their_wide_encoding(folder: Folder):
    (fields,) = fields_of(folder.read("script.sql", SERVER.encode("utf-16")))
    assert fields == {
        "Id": "1",
        "Title": "Ferry aground",
        "Body": BODY,
        "Published": "2021-05-03T10:05:00.000",
    }


def test_a_packed_dump_is_unpacked(folder: Folder):
    assert len(folder.read("dump.sql.gz", gzip.compress(SQL.encode()))) == 3


def test_tables_of_something_else_leave_one_row_and_drafts_are_no_stories(folder: Folder):
    text = """-- MySQL dump
INSERT INTO `wp_comments` (`comment_ID`, `comment_author`, `comment_content`, `comment_date`) VALUES (1,'Ann','So true, and so long a remark.','2021-05-03'),(2,'Bo','No.','2021-05-04');
INSERT INTO `wp_posts` (`ID`, `post_title`, `post_content`, `post_status`, `post_type`) VALUES
(1,'Ferry aground','It rained.','publish','post'),(2,'Ferry agr','It','inherit','revision'),(3,'Soon','x','draft','post'),(4,'About us','We print.','publish','page');
"""
    items = folder.read("dump.sql", text.encode())
    records = [item for item in items if isinstance(item, RawRecord)]
    told = [(item.raw_position, item.reasons) for item in items if isinstance(item, Rejection)]
    assert [item.fields["post_title"] for item in records] == ["Ferry aground"]
    assert told == [
        ("table wp_posts;row 2", ("not_a_record",)),
        ("table wp_posts;row 3", ("not_a_record",)),
        ("table wp_posts;row 4", ("not_a_record",)),
        ("table wp_comments", ("not_a_record",)),
    ]


def test_a_row_that_was_cut_costs_itself(folder: Folder):
    items = folder.read("dump.sql", SQL.encode()[: SQL.index("Second, (text")])
    assert [type(item) for item in items] == [RawRecord, Rejection]
    assert items[1].reasons == ("broken_record",)


def test_a_row_of_another_width_is_broken_and_the_next_is_read(folder: Folder):
    text = "INSERT INTO news (id, title) VALUES (1,'A','B'),(2,'Ferry aground');\n"
    items = folder.read("dump.sql", text.encode())
    assert [type(item) for item in items] == [Rejection, RawRecord]


def test_a_story_that_tells_of_sql_stays_a_story(folder: Folder):
    text = "How to fill a table\n\nINSERT INTO news VALUES (1, 'A');\n\nSo it is written in the book.\n"
    (item,) = folder.read("story.txt", text.encode())
    assert item.media == "text"


def test_the_same_values_in_another_table_are_another_record(folder: Folder):
    rows = [
        folder.read("a.sql", f"INSERT INTO {t} (id, title) VALUES (1,'A');".encode())
        for t in ("news", "olds")
    ]
    assert len({items[0].record_id for items in rows}) == 2
