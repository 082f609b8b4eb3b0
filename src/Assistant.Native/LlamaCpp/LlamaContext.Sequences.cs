namespace Assistant.Native.LlamaCpp;

/// <summary>The cache of a context, sequence by sequence. Positions are from 0; a range without an end reaches to the last token.</summary>
public sealed unsafe partial class LlamaContext
{
    /// <summary>Whether cached tokens can be moved to other positions, as a context shift needs.</summary>
    public bool CanShift => LlamaNative.llama_memory_can_shift(Memory);

    private nint Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(handle.IsClosed, this);
            return memory != 0 ? memory : throw new LlamaException($"The model {Model.Path} has no cache.");
        }
    }

    /// <summary>First cached position; -1 when the sequence is empty.</summary>
    public int FirstPosition(int sequence) => LlamaNative.llama_memory_seq_pos_min(Memory, Check(sequence));

    /// <summary>Last cached position; -1 when the sequence is empty.</summary>
    public int LastPosition(int sequence) => LlamaNative.llama_memory_seq_pos_max(Memory, Check(sequence));

    /// <summary>Removes tokens with positions of <paramref name="start"/> up to, not with, <paramref name="end"/>; without both, the sequence.</summary>
    /// <returns>False when the model cannot forget a part of a sequence (recurrent ones); nothing changed then.</returns>
    public bool Remove(int sequence, int start = 0, int end = -1) => LlamaNative.llama_memory_seq_rm(Memory, Check(sequence), start, end);

    /// <summary>Lets a sequence share the tokens of another in that range; with a unified cache nothing is copied.</summary>
    public void Copy(int source, int destination, int start = 0, int end = -1) =>
        LlamaNative.llama_memory_seq_cp(Memory, Check(source), Check(destination), start, end);

    /// <summary>Moves the positions of a range by <paramref name="delta"/>.</summary>
    /// <exception cref="LlamaException">The cache of this model cannot be shifted.</exception>
    public void Shift(int sequence, int start, int end, int delta)
    {
        // The engine would end the process.
        if (!CanShift) throw new LlamaException($"The cache of {Model.Path} cannot be shifted.");
        LlamaNative.llama_memory_seq_add(Memory, Check(sequence), start, end, delta);
    }

    /// <summary>Empties the cache.</summary>
    public void Clear() => LlamaNative.llama_memory_clear(Memory, 0);
}
