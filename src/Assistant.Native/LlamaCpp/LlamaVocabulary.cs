using System.Buffers;
using System.Text;

namespace Assistant.Native.LlamaCpp;

/// <summary>The tokens of a model. A token is its number, 0 to <see cref="Count"/> - 1. Valid as long as the model. Thread-safe.</summary>
public sealed unsafe class LlamaVocabulary
{
    private readonly LlamaModelHandle model;
    private readonly nint pointer;
    private readonly Lazy<byte[][]> pieces;

    internal LlamaVocabulary(LlamaModelHandle model)
    {
        this.model = model;
        pointer = LlamaNative.llama_model_get_vocab(model);
        Count = LlamaNative.llama_vocab_n_tokens(pointer);
        Bos = Existing(LlamaNative.llama_vocab_bos(pointer));
        Eos = Existing(LlamaNative.llama_vocab_eos(pointer));
        Eot = Existing(LlamaNative.llama_vocab_eot(pointer));
        AddsBos = LlamaNative.llama_vocab_get_add_bos(pointer);
        AddsEos = LlamaNative.llama_vocab_get_add_eos(pointer);
        pieces = new(() => [.. Enumerable.Range(0, Count).Select(token => Piece(token, special: true))]);
    }

    /// <summary>Number of tokens.</summary>
    public int Count { get; }

    /// <summary>Beginning of a text; null when there is none.</summary>
    public int? Bos { get; }

    /// <summary>End of a text; null when there is none.</summary>
    public int? Eos { get; }

    /// <summary>End of a turn; null when there is none.</summary>
    public int? Eot { get; }

    /// <summary>Whether <see cref="Tokenize"/> puts <see cref="Bos"/> in front when asked for special tokens.</summary>
    public bool AddsBos { get; }

    /// <summary>Whether <see cref="Tokenize"/> puts <see cref="Eos"/> behind when asked for special tokens.</summary>
    public bool AddsEos { get; }

    internal nint Pointer => pointer;

    /// <summary>Splits a text into tokens.</summary>
    /// <param name="text">The text.</param>
    /// <param name="addSpecial">Puts the tokens for beginning and end around it when the model wants them.</param>
    /// <param name="parseSpecial">Reads <c>&lt;|im_start|&gt;</c> and the like as the tokens that they name; false for text of users.</param>
    public int[] Tokenize(ReadOnlySpan<char> text, bool addSpecial, bool parseSpecial)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var length = Encoding.UTF8.GetBytes(text, bytes);
            // A token has at least a byte, apart from the few special ones around.
            var tokens = new int[length + 8];
            var count = TokenizeBytes(bytes.AsSpan(0, length), tokens, addSpecial, parseSpecial);
            if (count < 0)
            {
                if (count == int.MinValue) throw new LlamaException($"A text of {length} bytes has too many tokens to count.");
                tokens = new int[-count];
                count = TokenizeBytes(bytes.AsSpan(0, length), tokens, addSpecial, parseSpecial);
            }

            return tokens.AsSpan(0, count).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Bytes of a token, special ones with their name; a character may need several tokens. Not to be written to.</summary>
    public ReadOnlyMemory<byte> Bytes(int token) => pieces.Value[token];

    /// <summary>Bytes of a token as they go into the text of an answer: control tokens have none. Not to be written to.</summary>
    public ReadOnlyMemory<byte> TextBytes(int token) => IsControl(token) ? ReadOnlyMemory<byte>.Empty : pieces.Value[token];

    /// <summary>Joins tokens to text; bytes that are no UTF-8 become U+FFFD.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="special">Whether special tokens are written out.</param>
    public string Detokenize(ReadOnlySpan<int> tokens, bool special = false)
    {
        foreach (var token in tokens) Check(token);
        var text = new byte[(tokens.Length * 8) + 16];
        while (true)
        {
            fixed (int* first = tokens)
            fixed (byte* target = text)
            {
                var length = LlamaNative.llama_detokenize(pointer, first, tokens.Length, target, text.Length, 0, LlamaModel.Byte(special));
                GC.KeepAlive(model);
                if (length >= 0) return Encoding.UTF8.GetString(text, 0, length);
                text = new byte[-length];
            }
        }
    }

    /// <summary>Whether generation ends with this token.</summary>
    public bool IsEndOfGeneration(int token) => LlamaNative.llama_vocab_is_eog(pointer, Check(token));

    /// <summary>Whether the token steers the model instead of standing for text.</summary>
    public bool IsControl(int token) => LlamaNative.llama_vocab_is_control(pointer, Check(token));

    internal int Check(int token)
    {
        ObjectDisposedException.ThrowIf(model.IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(token);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(token, Count);
        return token;
    }

    private static int? Existing(int token) => token < 0 ? null : token;

    private int TokenizeBytes(ReadOnlySpan<byte> text, int[] tokens, bool addSpecial, bool parseSpecial)
    {
        ObjectDisposedException.ThrowIf(model.IsClosed, this);
        fixed (byte* start = text)
        fixed (int* target = tokens)
        {
            byte none;
            return LlamaNative.llama_tokenize(pointer, start is null ? &none : start, text.Length, target, tokens.Length, LlamaModel.Byte(addSpecial), LlamaModel.Byte(parseSpecial));
        }
    }

    private byte[] Piece(int token, bool special)
    {
        var piece = new byte[64];
        while (true)
        {
            fixed (byte* target = piece)
            {
                var length = LlamaNative.llama_token_to_piece(pointer, token, target, piece.Length, 0, LlamaModel.Byte(special));
                if (length >= 0) return piece.AsSpan(0, length).ToArray();
                piece = new byte[-length];
            }
        }
    }
}
