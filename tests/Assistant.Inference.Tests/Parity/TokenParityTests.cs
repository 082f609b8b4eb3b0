using Assistant.Inference.Tokenizers;

namespace Assistant.Inference.Tests.Parity;

public sealed class TokenParityTests
{
    private static readonly string[] Texts = [.. ParityFiles.Golden("texts.json").Select(text => text.GetString()!)];

    [Theory]
    [InlineData("clip-tiny")]
    [InlineData("mobileclip-tiny")]
    [InlineData("siglip-tiny")]
    [InlineData("siglip2-tiny")]
    [InlineData("bge-tiny")]
    [InlineData("minilm-tiny")]
    [InlineData("e5-tiny")]
    [InlineData("bytelevel-tiny")]
    [InlineData("bytefallback-tiny")]
    public void Ids_are_those_of_the_reference(string model)
    {
        var tokenizer = Tokenizer.Load(ParityFiles.Model(model));
        var wrong = new List<string>();
        foreach (var (text, golden) in Texts.Zip(ParityFiles.Golden($"{model}.tokens.json")))
        {
            var (expected, actual) = (ParityFiles.Ints(golden.GetProperty("ids")), tokenizer.EncodeAll(text));
            if (!expected.SequenceEqual(actual)) wrong.Add($"{System.Text.Json.JsonSerializer.Serialize(text)}\n  reference {string.Join(' ', expected)}\n  ours      {string.Join(' ', actual)}");
        }

        Assert.True(Texts.Length >= 200);
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {Texts.Length} texts differ:\n{string.Join('\n', wrong.Take(12))}");
    }

    [Theory]
    [InlineData("clip-tiny", 77, null)]
    [InlineData("siglip-tiny", 64, 64)]
    [InlineData("siglip2-tiny", 64, 64)]
    [InlineData("bge-tiny", 128, null)]
    [InlineData("e5-tiny", 128, null)]
    public void Long_texts_are_cut_to_the_models_length_and_keep_their_ends(string model, int length, int? fixedLength)
    {
        var tokenizer = Tokenizer.Load(ParityFiles.Model(model));
        var text = Texts.MaxBy(text => text.Length)!;
        var (cut, all) = (tokenizer.Encode(text), tokenizer.EncodeAll(text));

        Assert.Equal((length, fixedLength), (tokenizer.MaxLength, tokenizer.FixedLength));
        Assert.Equal(length, cut.Length);
        Assert.Equal(all[..(length - 1)], cut[..^1]);
        Assert.Equal(all[^1], cut[^1]);
    }

    [Theory]
    [InlineData("clip-tiny", "<|endoftext|>")]
    [InlineData("siglip-tiny", "</s>")]
    [InlineData("siglip2-tiny", "<pad>")]
    [InlineData("bge-tiny", "[PAD]")]
    [InlineData("e5-tiny", "<pad>")]
    public void Padding_is_the_token_that_the_configuration_names(string model, string token)
    {
        var tokenizer = Tokenizer.Load(ParityFiles.Model(model));

        Assert.Contains(tokenizer.PadId, tokenizer.EncodeAll(token));
    }
}
