using System.Text;
using Assistant.Inference.Llm.Text;

namespace Assistant.Inference.Tests.Llm;

public sealed class TokenTextTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Characters_come_out_whole_however_the_bytes_are_cut(int size)
    {
        const string expected = "Zürich 漢字 🙂 — e\u0301 ok";
        var text = new TokenText([]);

        var pieces = Encoding.UTF8.GetBytes(expected).Chunk(size).Select(bytes => text.Add(bytes)).Append(text.Finish()).ToList();

        Assert.Equal(expected, string.Concat(pieces));
        Assert.DoesNotContain(pieces, piece => piece.Contains('\uFFFD') || (piece.Length > 0 && (char.IsHighSurrogate(piece[^1]) || char.IsLowSurrogate(piece[0]))));
    }

    [Fact]
    public void Bytes_that_are_no_text_become_replacement_characters()
    {
        var text = new TokenText([]);

        Assert.Equal("a\uFFFDb", text.Add([(byte)'a', 0xFF, (byte)'b']));
        Assert.Equal("", text.Add([0xE6, 0xBC]));
        Assert.Equal("\uFFFD", text.Finish());
    }

    [Fact]
    public void A_stop_sequence_ends_the_text_wherever_the_pieces_part()
    {
        const string full = "one two\n\nObservation: three";
        var expected = full[..full.IndexOf("\n\nObservation:", StringComparison.Ordinal)];
        for (var size = 1; size <= full.Length; size++)
        {
            var text = new TokenText(["\n\nObservation:", "never"]);
            var got = string.Concat(Encoding.UTF8.GetBytes(full).Chunk(size).Select(bytes => text.Add(bytes)));

            Assert.Equal(expected, got + text.Finish());
            Assert.True(text.IsStopped);
        }
    }

    [Fact]
    public void What_only_begins_as_a_stop_sequence_comes_out_late_but_comes_out()
    {
        var text = new TokenText(["END.", "ENDING"]);

        Assert.Equal("x", text.Add("xEN"u8));
        Assert.Equal("", text.Add("D"u8));
        Assert.Equal("ENDx", text.Add("x"u8));
        Assert.Equal("", text.Add("ENDI"u8));
        Assert.Equal("ENDI", text.Finish());
        Assert.False(text.IsStopped);
    }

    [Fact]
    public void The_earliest_of_several_stop_sequences_counts()
    {
        var text = new TokenText(["later", "soon"]);

        Assert.Equal("a ", text.Add("a soon b later"u8));
        Assert.True(text.IsStopped);
        Assert.Equal("", text.Add("more"u8));
    }
}
