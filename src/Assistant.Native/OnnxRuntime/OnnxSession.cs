using System.Globalization;
using System.Runtime.InteropServices;

namespace Assistant.Native.OnnxRuntime;

/// <summary>A loaded model. Runs may overlap from several threads; disposal waits for none of them, so the owner ends them first.</summary>
public sealed unsafe class OnnxSession : IDisposable
{
    private readonly OrtApi api;
    private readonly OrtHandle session;
    private readonly Utf8[] inputNames, outputNames;

    /// <summary>Loads a model file. Check an untrusted file before, and load it in another process first.</summary>
    /// <param name="library">The engine.</param>
    /// <param name="path">The file.</param>
    /// <param name="settings">How it is loaded; null for the defaults.</param>
    /// <exception cref="OnnxRuntimeException">The engine refused it.</exception>
    public OnnxSession(OnnxRuntimeLibrary library, string path, OnnxSessionSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentException.ThrowIfNullOrEmpty(path);
        settings ??= new OnnxSessionSettings();
        (api, Library) = (library.Api, library);
        using var options = new OrtHandle(api, OrtFunction.ReleaseSessionOptions, api.Create(OrtFunction.CreateSessionOptions));
        Configure(options.DangerousGetHandle(), settings);
        (OnCuda, CudaProblem) = settings.UseCuda ? AppendCuda(options.DangerousGetHandle()) : (false, null);
        using var file = Utf8.OfPath(path);
        nint handle = 0;
        api.Call(OrtFunction.CreateSession, library.Environment, file.Pointer, options.DangerousGetHandle(), (nint)(&handle));
        session = new OrtHandle(api, OrtFunction.ReleaseSession, handle);
        try
        {
            Inputs = ReadValues(OrtFunction.SessionGetInputCount, OrtFunction.SessionGetInputName, OrtFunction.SessionGetInputTypeInfo);
            Outputs = ReadValues(OrtFunction.SessionGetOutputCount, OrtFunction.SessionGetOutputName, OrtFunction.SessionGetOutputTypeInfo);
        }
        catch
        {
            session.Dispose();
            throw;
        }

        inputNames = [.. Inputs.Select(i => Utf8.Of(i.Name))];
        outputNames = [.. Outputs.Select(o => Utf8.Of(o.Name))];
    }

    /// <summary>The engine that runs it.</summary>
    public OnnxRuntimeLibrary Library { get; }

    /// <summary>What the model declares to take.</summary>
    public IReadOnlyList<OnnxValueInfo> Inputs { get; }

    /// <summary>What the model declares to give.</summary>
    public IReadOnlyList<OnnxValueInfo> Outputs { get; }

    /// <summary>Whether it runs on a CUDA device.</summary>
    public bool OnCuda { get; }

    /// <summary>Why a library that was built with CUDA could not use it; null when it could, or was not asked to.</summary>
    public string? CudaProblem { get; }

    /// <summary>Runs the model and gives one output.</summary>
    /// <param name="inputs">A tensor for each of <see cref="Inputs"/>, in that order.</param>
    /// <param name="output">Place of the wanted output in <see cref="Outputs"/>.</param>
    /// <param name="cancellationToken">Stops the run before its next operator.</param>
    /// <returns>The output, in the engine's memory; the caller disposes it.</returns>
    /// <exception cref="OnnxRuntimeException">The run failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public OnnxTensor Run(ReadOnlySpan<OnnxTensor> inputs, int output, CancellationToken cancellationToken = default)
    {
        if (inputs.Length != Inputs.Count) throw new ArgumentException($"The model takes {Inputs.Count} inputs, not {inputs.Length}.", nameof(inputs));
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(session.IsClosed, this);
        var names = stackalloc nint[inputs.Length];
        var values = stackalloc nint[inputs.Length];
        for (var i = 0; i < inputs.Length; i++) (names[i], values[i]) = (inputNames[i].Pointer, inputs[i].Handle);
        var wanted = outputNames[output].Pointer;
        nint result = 0;
        using var options = new OrtHandle(api, OrtFunction.ReleaseRunOptions, api.Create(OrtFunction.CreateRunOptions));
        // Disposing the registration waits for a callback that is running, so the options outlive it.
        using (cancellationToken.UnsafeRegister(_ => api.Call(OrtFunction.RunOptionsSetTerminate, options.DangerousGetHandle()), null))
        {
            try
            {
                api.Call(OrtFunction.Run, session.DangerousGetHandle(), options.DangerousGetHandle(), (nint)names, (nint)values, inputs.Length, (nint)(&wanted), 1, (nint)(&result));
            }
            catch (OnnxRuntimeException e) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException("The run was stopped.", e, cancellationToken);
            }
        }

        return OnnxTensor.Take(api, result);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (session.IsClosed) return;
        session.Dispose();
        foreach (var name in inputNames) name.Dispose();
        foreach (var name in outputNames) name.Dispose();
    }

    private void Configure(nint options, OnnxSessionSettings settings)
    {
        api.Call(OrtFunction.SetIntraOpNumThreads, options, settings.IntraOpThreads);
        // Operators of one run go one after the other; runs side by side use the cores better.
        api.Call(OrtFunction.SetInterOpNumThreads, options, 1);
        api.Call(OrtFunction.SetSessionGraphOptimizationLevel, options, (nint)settings.Optimization);
        // A plan is kept for each shape that was ever seen, and batches of text have many.
        api.Call(OrtFunction.DisableMemPattern, options);
        Set(options, "session.intra_op.allow_spinning", settings.Spinning ? "1" : "0");
        // The arena with the limit; weights lie outside of it.
        Set(options, "session.use_env_allocators", "1");
        Set(options, "session.use_device_allocator_for_initializers", "1");
    }

    private void Set(nint options, string key, string value)
    {
        using var k = Utf8.Of(key);
        using var v = Utf8.Of(value);
        api.Call(OrtFunction.AddSessionConfigEntry, options, k.Pointer, v.Pointer);
    }

    private (bool Appended, string? Problem) AppendCuda(nint options)
    {
        if (!Library.Providers.Contains("CUDAExecutionProvider")) return (false, null);
        try
        {
            using var cuda = new OrtHandle(api, OrtFunction.ReleaseCudaProviderOptions, api.Create(OrtFunction.CreateCudaProviderOptions));
            using var limit = Utf8.Of("gpu_mem_limit");
            using var bytes = Utf8.Of(Library.ArenaBytes.ToString(CultureInfo.InvariantCulture));
            using var strategy = Utf8.Of("arena_extend_strategy");
            using var asAsked = Utf8.Of("kSameAsRequested");
            var keys = stackalloc nint[] { limit.Pointer, strategy.Pointer };
            var values = stackalloc nint[] { bytes.Pointer, asAsked.Pointer };
            api.Call(OrtFunction.UpdateCudaProviderOptions, cuda.DangerousGetHandle(), (nint)keys, (nint)values, 2);
            api.Call(OrtFunction.SessionOptionsAppendExecutionProviderCuda, options, cuda.DangerousGetHandle());
            return (true, null);
        }
        catch (OnnxRuntimeException e)
        {
            return (false, e.Message);
        }
    }

    private OnnxValueInfo[] ReadValues(OrtFunction countOf, OrtFunction nameOf, OrtFunction typeOf)
    {
        var handle = session.DangerousGetHandle();
        var allocator = api.Create(OrtFunction.GetAllocatorWithDefaultOptions);
        var values = new OnnxValueInfo[checked((int)api.Get(countOf, handle))];
        for (var i = 0; i < values.Length; i++)
        {
            nint name = 0;
            api.Call(nameOf, handle, i, allocator, (nint)(&name));
            var text = Marshal.PtrToStringUTF8(name) ?? "";
            api.Call(OrtFunction.AllocatorFree, allocator, name);
            using var type = new OrtHandle(api, OrtFunction.ReleaseTypeInfo, api.Get(typeOf, handle, i));
            // Owned by the type; null when the value is not a tensor.
            var tensor = api.Get(OrtFunction.CastTypeInfoToTensorInfo, type.DangerousGetHandle());
            var (element, shape) = tensor == 0 ? (OnnxElementType.Undefined, []) : OnnxTensor.ReadInfo(api, tensor);
            values[i] = new OnnxValueInfo(text, element, shape);
        }

        return values;
    }
}
