using System.Text;

namespace Assistant.Native.Tests.LlamaCpp;

[Collection(TinyModelCollection.Name)]
public sealed class LlamaVocabularyTests(TinyModel tiny)
{
    [RequiresLlamaFact]
    public void Every_text_comes_back_from_its_tokens()
    {
        var random = new Random(5);
        string[] texts =
        [
            "", " ", "the water and the trees", "  two  blanks\tand\nlines\r\n", "Größe, naïve — 日本語, 😀👩‍👩‍👧, \u0301", "<|im_start|>user", new string('x', 5_000),
            .. Enumerable.Range(0, 200).Select(_ => string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => Any(random).ToString()))),
        ];

        Assert.All(texts, text =>
        {
            var tokens = tiny.Model.Vocabulary.Tokenize(text, addSpecial: false, parseSpecial: false);
            Assert.Equal(text, tiny.Model.Vocabulary.Detokenize(tokens));
            Assert.Equal(text, Encoding.UTF8.GetString([.. tokens.SelectMany(token => tiny.Model.Vocabulary.TextBytes(token).ToArray())]));
        });
    }

    [RequiresLlamaFact]
    public void Marks_of_a_turn_are_tokens_only_when_they_are_parsed()
    {
        var vocabulary = tiny.Model.Vocabulary;
        var parsed = vocabulary.Tokenize("<|im_start|>user<|im_end|>", addSpecial: false, parseSpecial: true);
        var plain = vocabulary.Tokenize("<|im_start|>user<|im_end|>", addSpecial: false, parseSpecial: false);

        Assert.True(vocabulary.IsControl(parsed[0]));
        Assert.Equal(vocabulary.Eos, parsed[^1]);
        Assert.True(vocabulary.IsEndOfGeneration(parsed[^1]));
        Assert.True(vocabulary.TextBytes(parsed[0]).IsEmpty);
        Assert.Equal("<|im_start|>"u8.ToArray(), vocabulary.Bytes(parsed[0]).ToArray());
        Assert.DoesNotContain(plain, vocabulary.IsControl);
        Assert.Equal([vocabulary.Bos!.Value, .. plain], vocabulary.Tokenize("<|im_start|>user<|im_end|>", addSpecial: true, parseSpecial: false));
    }

    [RequiresLlamaFact]
    public void Frequent_words_are_one_token_and_a_number_that_is_no_token_is_refused()
    {
        var vocabulary = tiny.Model.Vocabulary;

        Assert.Equal(2, vocabulary.Tokenize("the the", addSpecial: false, parseSpecial: false).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => vocabulary.IsControl(vocabulary.Count));
        Assert.Throws<ArgumentOutOfRangeException>(() => vocabulary.Detokenize([-1]));
    }

    private static Rune Any(Random random)
    {
        while (true)
            if (Rune.TryCreate(random.Next(3) == 0 ? random.Next(0x10FFFF) : random.Next(1, 0x250), out var rune)) return rune;
    }
}
