-- Recommendations in the words of a language model (`worded_by` says whose). The rule's own text stays where it is.

alter table recommendations add column worded_title text;

alter table recommendations add column worded_body text;

-- From when a model may be asked for words; null: not, or not any more.
alter table recommendations add column word_from timestamptz;
