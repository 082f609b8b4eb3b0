using Assistant.Core.Pal.Modules;
using Assistant.Core.Pal.Syntax;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Runtime;

internal sealed partial class Evaluator
{
    private Completion ExecuteBlock(Statement[] statements, Frame frame)
    {
        foreach (var statement in statements)
        {
            var completion = Execute(statement, frame);
            if (completion != Completion.Normal)
                return completion;
        }

        return Completion.Normal;
    }

    private Completion Execute(Statement statement, Frame frame)
    {
        Enter(statement, frame);
        switch (statement)
        {
            case ExpressionStatement expression:
                Evaluate(expression.Value, frame);
                break;
            case AssignStatement assign:
                var value = Evaluate(assign.Value, frame);
                foreach (var target in assign.Targets)
                    Assign(target, value, frame);
                break;
            case AugmentedAssignStatement augmented:
                AssignAugmented(augmented, frame);
                break;
            case IfStatement branch:
                machine.EnsureStack();
                return ExecuteBlock(machine.IsTrue(Evaluate(branch.Test, frame)) ? branch.Then : branch.Else, frame);
            case WhileStatement loop:
                return ExecuteWhile(loop, frame);
            case ForStatement loop:
                return ExecuteFor(loop, frame);
            case ReturnStatement give:
                frame.ReturnValue = give.Value is null ? PyNone.Value : Evaluate(give.Value, frame);
                return Completion.Return;
            case BreakStatement:
                return Completion.Break;
            case ContinueStatement:
                return Completion.Continue;
            case TryStatement attempt:
                return ExecuteTry(attempt, frame);
            case RaiseStatement raise:
                throw Raise(raise, frame);
            case AssertStatement assert:
                if (!machine.IsTrue(Evaluate(assert.Test, frame)))
                    throw new PalException(new PyException(ExceptionTypes.Get("AssertionError"), new PyTuple(assert.Message is null ? [] : [Evaluate(assert.Message, frame)])));
                break;
            case FunctionStatement function:
                Store(function.Code.Name, Decorate(CreateFunction(function.Code, frame), function.Decorators, frame), frame);
                break;
            case ClassStatement definition:
                Store(definition.Name, Decorate(CreateClass(definition, frame), definition.Decorators, frame), frame);
                break;
            case DeleteStatement delete:
                foreach (var target in delete.Targets)
                    Delete(target, frame);
                break;
            case ImportStatement import:
                Store(import.BoundName, ModuleTable.Import(import.Module), frame);
                break;
            case ImportFromStatement import:
                foreach (var (name, member) in ModuleTable.ImportFrom(import))
                    Store(name, member, frame);
                break;
        }

        return Completion.Normal;
    }

    private Completion ExecuteWhile(WhileStatement loop, Frame frame)
    {
        while (machine.IsTrue(Evaluate(loop.Test, frame)))
        {
            var completion = ExecuteBlock(loop.Body, frame);
            if (completion == Completion.Break)
                return Completion.Normal;
            if (completion == Completion.Return)
                return completion;
            Enter(loop, frame);
        }

        return ExecuteBlock(loop.Else, frame);
    }

    private Completion ExecuteFor(ForStatement loop, Frame frame)
    {
        foreach (var item in machine.Iterate(Evaluate(loop.Source, frame)))
        {
            frame.Line = loop.Line;
            Assign(loop.Target, item, frame);
            var completion = ExecuteBlock(loop.Body, frame);
            if (completion == Completion.Break)
                return Completion.Normal;
            if (completion == Completion.Return)
                return completion;
            frame.Line = loop.Line;
        }

        return ExecuteBlock(loop.Else, frame);
    }

    private Completion ExecuteTry(TryStatement attempt, Frame frame)
    {
        machine.EnsureStack();
        PalException? pending = null;
        var completion = Completion.Normal;
        try
        {
            completion = ExecuteGuarded(attempt, frame);
        }
        catch (PalException e) when (attempt.Finally.Length > 0)
        {
            pending = e;
        }

        if (attempt.Finally.Length > 0)
        {
            var value = frame.ReturnValue;
            var last = ExecuteBlock(attempt.Finally, frame);
            if (last != Completion.Normal)
                return last;
            frame.ReturnValue = value;
        }

        return pending is null ? completion : throw pending;
    }

    private Completion ExecuteGuarded(TryStatement attempt, Frame frame)
    {
        PalException caught;
        try
        {
            var completion = ExecuteBlock(attempt.Body, frame);
            if (completion != Completion.Normal)
                return completion;
            caught = null!;
        }
        catch (PalException e) when (attempt.Handlers.Length > 0)
        {
            caught = e;
        }

        if (caught is null)
            return ExecuteBlock(attempt.Else, frame);
        var handler = FindHandler(attempt, caught, frame) ?? throw caught;
        BeginHandler(handler, caught, frame);
        try
        {
            return ExecuteBlock(handler.Body, frame);
        }
        finally
        {
            EndHandler(handler, frame);
        }
    }

    private ExceptClause? FindHandler(TryStatement attempt, PalException caught, Frame frame) =>
        Array.Find(attempt.Handlers, clause => clause.Type is null || Matches(Evaluate(clause.Type, frame), caught.Value));

    private void BeginHandler(ExceptClause handler, PalException caught, Frame frame)
    {
        machine.Meter.Step(50);
        handled.Push(caught);
        if (handler.Name is not null)
            Store(handler.Name, caught.Value, frame);
    }

    private void EndHandler(ExceptClause handler, Frame frame)
    {
        handled.Pop();
        if (handler.Name is not null)
            (frame.Environment?.OwnerOf(handler.Name)?.Values ?? machine.Globals).Remove(handler.Name);
    }

    private static bool Matches(object type, PyException exception) => type switch
    {
        PyType { IsException: true } single => exception.Type.IsSubclassOf(single),
        PyTuple several => Array.Exists(several.Items, item => Matches(item, exception)),
        _ => throw PyError.Type("catching classes that do not inherit from BaseException is not allowed"),
    };

    private PalException Raise(RaiseStatement raise, Frame frame)
    {
        machine.Meter.Step(50);
        if (raise.Exception is null)
            return handled.TryPeek(out var current) ? current : PyError.Create("RuntimeError", "No active exception to reraise");
        var value = Evaluate(raise.Exception, frame);
        if (raise.Cause is not null)
            Evaluate(raise.Cause, frame);
        if (value is PyType { IsException: true } type)
            value = machine.Call(type);
        return value is PyException exception ? new PalException(exception) : PyError.Type("exceptions must derive from BaseException");
    }

    private PyType CreateClass(ClassStatement definition, Frame frame)
    {
        machine.Meter.Allocate(1024);
        var bases = definition.Bases.Select(item => Evaluate(item, frame)).ToList();
        if (bases.Count > 1)
            throw PyError.Type("classes with more than one base are not supported here");
        var parent = bases is [var only] ? only as PyType ?? throw PyError.Type("a base must be a class") : PyTypes.Object;
        if (!parent.IsUserDefined && !parent.IsException && !ReferenceEquals(parent, PyTypes.Object))
            throw PyError.Type($"type '{parent.Name}' is not an acceptable base type here");
        var body = new Environment(definition.Scope, frame.Environment);
        ExecuteBlock(definition.Body, new Frame(definition.Name, body));
        var type = new PyType(definition.Name, parent, isUserDefined: true);
        foreach (var (name, member) in body.Values)
        {
            type.Members[name] = member;
            if (member is PyFunction function)
                function.Owner = type;
        }

        return type;
    }
}
